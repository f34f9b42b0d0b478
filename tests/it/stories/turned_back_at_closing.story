# Closing time finds somebody in the gate, who then turns back: unconfirmed for a moment, and nobody came in.

> it is 17:50
> visitor checks in 张伟 as supplier for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, not booked
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
> it is 17:59:50
> paper 101 at in
  records  Granted 1, G1-000001/1 in
  does     Pulse for grant 1
> it is 18:00
  records  Reminded Visit(1, WindowEnds)
  records  VisitOverdue G1-000001
  records  Alarmed Overdue
  records  Alarmed BadgeOutstanding
  records  ClosingReached unconfirmed: G1-000001
  does     Tell Guard
  does     Tell Host
  does     Tell Guard
  does     Tell Guard
  does     Tell Guard
  does     Tell Host
> gate opens
  records  Opened 1
  gate is  open
> they turn back
  records  NotPassed 1
  gate is  shut
> it is 18:05
  records  VisitEnded G1-000001 Expired
  records  Alarmed BadgeOutstanding
  does     Tell Guard
> guard takes back 101
  records  BadgeReturned 101
