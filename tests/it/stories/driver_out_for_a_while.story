# A driver goes out for lunch (暂离): the badge stays with the guard, the next issue of the pass brings them back once.

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
> it is 11:30
> guard lets 1/1 out for a while
  records  Granted 2, G1-000001/1 out for a while
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open
> they pass
  records  Passed 2
  records  BadgeReissued 101, issue 2
  does     Print badge 101
  gate is  shut
  inside   0
> paper 101 of the issue before at in
  records  ScanRefused pass-no-longer-valid
  records  Alarmed PassRefused pass-no-longer-valid
  does     ShowRefused at in
  does     Tell Guard
> printer begins
  records  PrintMoved Sending
> printer prints
  records  PrintMoved Printed
> it is 12:30
> paper 101 at in
  records  Granted 3, G1-000001/1 in
  does     Pulse for grant 3
> gate opens
  records  Opened 3
  gate is  open
> they turn back
  records  NotPassed 3
  gate is  shut
> it is 12:35
> paper 101 at in
  records  Granted 4, G1-000001/1 in
  does     Pulse for grant 4
> gate opens
  records  Opened 4
  gate is  open
> they pass
  records  Passed 4
  gate is  shut
  inside   1
> it is 13:00
> guard lets 1/1 out for a while
  records  Granted 5, G1-000001/1 out for a while
  does     Pulse for grant 5
> gate opens
  records  Opened 5
  gate is  open
> they pass
  records  Passed 5
  records  BadgeReissued 101, issue 3
  does     Print badge 101
  gate is  shut
  inside   0
> printer begins
  records  PrintMoved Sending
> printer prints
  records  PrintMoved Printed
> it is 18:00
  records  Reminded Visit(1, WindowEnds)
  records  VisitOverdue G1-000001
  records  Alarmed Overdue
  records  PeopleFound G1-000001/1, left
  records  VisitEnded G1-000001 ReportedLeft
  records  ClosingReached with nobody inside
  does     Tell Guard
  does     Tell Host
  does     Tell Guard
  does     Tell Guard
