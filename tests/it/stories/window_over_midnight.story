# A night's work: the window crosses midnight, closing time passes over it, and the end of the window makes it overdue.

> office books ordinary 张伟 for 1001 from 22:00 to 29:00
  records  BookingMade
> it is 22:00
  records  ClosingReached with nobody inside
> visitor shows invitation 1
  records  VisitArrived G1-000001 as number 1, Ordinary
  does     Tell Guard
  does     Tell Host
> host agrees to 1
  records  HostAnswered Agrees
> visitor completes slip 1
  records  SlipCompleted
> guard sees document 1234 of 1
  records  DocumentSeen
> guard issues 1
  records  BadgesIssued 101
  does     Print badge 101
> printer begins
  records  PrintMoved Sending
> printer prints
  records  PrintMoved Printed
> paper 101 at in
  records  Granted 1, G1-000001/1 in
  does     Pulse for grant 1
> gate opens
  records  Opened 1
  gate is  open
> they pass
  records  Passed 1
  gate is  shut
  inside   1
> it is 28:59
> it is 29:00
  records  Reminded Visit(1, WindowEnds)
  records  VisitOverdue G1-000001
  records  Alarmed Overdue
  does     Tell Guard
  does     Tell Host
  does     Tell Guard
  does     Tell Guard
> it is 30:30
> visitor checks in 李四 as supplier for 1001
  records  VisitArrived G1-000002 as number 1, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> host signs 1
  records  SignedOff Host
> paper 101 at out
  records  Granted 2, G1-000001/1 out
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open
> they pass
  records  Passed 2
  records  BadgeReturned 101
  records  VisitEnded G1-000001 Left
  gate is  shut
  inside   0
