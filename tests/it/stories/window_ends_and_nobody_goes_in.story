# The window ends while the gate opens, but who was let in turns back and does not come again.

> office books ordinary 张伟 for 1001 from 08:00 to 09:00
  records  BookingMade
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
> it is 08:59:50
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
> it is 09:00
  records  Reminded Visit(1, WindowEnds)
  records  VisitOverdue G1-000001
  records  Alarmed Overdue
  does     Tell Guard
  does     Tell Host
  does     Tell Guard
  does     Tell Guard
> gate opens
  records  Opened 1
  gate is  open
> they turn back
  records  NotPassed 1
  gate is  shut
> it is 09:15
  records  VisitEnded G1-000001 Expired
  records  Alarmed BadgeOutstanding
  does     Tell Guard
