# Five to eight: the queue is long and the host is on the phone. Two are let in at once; one slip is completed while the
# visitor is inside, the other stays on the list after its visitor has left, until somebody says why it stays so. A name
# on the watchlist does not get in that way.

> panels have 0815
  records  PanelsManned 0815
  records  PostTaken by 0815
> office watches 赵敏
  records  WatchPut
> guard hurries 1 with 张伟 to 1001
  records  VisitArrived G1-000001 as number 1, Ordinary
  does     Tell Guard
  does     Tell Host
> guard lets 1 in at once 早高峰排队
  records  HostAnswered Agrees
  records  AdmittedExpress G1-000001, owes [Document, Purpose, SlipRest]
  records  BadgesIssued 101
  does     Print badge 101
> printer begins
  records  PrintMoved Sending
> printer prints
  records  PrintMoved Printed
> guard opens for 1
  records  Granted 1, G1-000001/1 in
  does     Pulse for grant 1
> gate opens
  records  Opened 1
  gate is  open
> they pass
  records  Passed 1
  gate is  shut
  inside   1
> visitor checks in 李四 as supplier for 1003
  records  VisitArrived G1-000002 as number 2, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> guard lets 2 in at once 早高峰排队
  records  HostAnswered Agrees
  records  AdmittedExpress G1-000002, owes [Document, SlipRest]
  records  BadgesIssued 102
  does     Print badge 102
> printer begins
  records  PrintMoved Sending
> printer prints
  records  PrintMoved Printed
> paper 102 at in
  records  Granted 2, G1-000002/1 in
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open
> they pass
  records  Passed 2
  gate is  shut
  inside   2
> guard hurries 2 with 赵敏 to 1001
  records  VisitArrived G1-000003 as number 3, Ordinary, 2 people, on the watchlist
  does     Tell Guard
  does     Tell Host
> guard lets 3 in at once 早高峰排队
  refused  needs-guard
> guard sees document 1234 of 1
  records  DocumentSeen
  records  SlipSupplied G1-000001 [Document]
> guard writes the slip of 1
  records  SlipCorrected
  records  SlipSupplied G1-000001 [Purpose, SlipRest]
> host signs 2
  records  SignedOff Host
> paper 102 at out
  records  Granted 3, G1-000002/1 out
  does     Pulse for grant 3
> gate opens
  records  Opened 3
  gate is  open
> they pass
  records  Passed 3
  records  BadgeReturned 102
  records  VisitEnded G1-000002 Left
  gate is  shut
  inside   1
> guard leaves the slip of 1 so 人还在厂里
  refused  not-now
> guard leaves the slip of 2 so 电话联系不上访客
  records  SlipClosed
