# Closing time with somebody inside: unconfirmed, badge outstanding, still on the roll call, and the way out stays open.

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
> visitor checks in 李四 as supplier for nobody
  records  VisitArrived G1-000002 as number 2, Ordinary, not booked
  does     Tell Guard
> it is 17:55
  records  Reminded Visit(2, ConsentRemind)
  records  Alarmed WaitingLong
  records  Reminded Visit(2, ConsentNext)
  records  Reminded Visit(2, IdentityRemind)
  records  Alarmed WaitingLong
  records  VisitEnded G1-000002 GaveUp
  records  Alarmed TellTheVisitor
  does     Tell Host
  does     Tell Guard
  does     Tell Guard
  does     Tell Guard
  does     Tell Guard
  does     Tell Guard
> visitor checks in 王五 as supplier for 1001
  records  VisitArrived G1-000003 as number 3, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> it is 18:00
  records  Reminded Visit(3, ConsentRemind)
  records  Reminded Visit(1, WindowEnds)
  records  VisitOverdue G1-000001
  records  Alarmed Overdue
  records  VisitEnded G1-000003 GaveUp
  records  Alarmed TellTheVisitor
  records  Alarmed BadgeOutstanding
  records  ClosingReached unconfirmed: G1-000001
  does     Tell Host
  does     Tell Guard
  does     Tell Host
  does     Tell Guard
  does     Tell Guard
  does     Tell Guard
  does     Tell Guard
  does     Tell Host
> it is 20:00
> paper 101 at out
  records  ScanRefused not-signed-off
  records  Alarmed LeavingUnsigned not-signed-off
  does     ShowRefused at out
  does     Tell Guard
> guard lets 1 out 被访人已下班
  records  LeavingAllowed
  records  Granted 2, G1-000001/1 out
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open
> they pass
  records  Passed 2
  records  VisitEnded G1-000001 Left
  gate is  shut
  inside   0
> guard takes back 101
  records  BadgeReturned 101
