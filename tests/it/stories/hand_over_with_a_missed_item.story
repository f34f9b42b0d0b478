# The day's guard hands over to the night's. Two visitors wait and one badge is lost; the badge is forgotten, stays with
# the guard who goes, by number, and is taken over the next morning.

> panels have 0815
  records  PanelsManned 0815
  records  PostTaken by 0815
> visitor checks in 张伟 as supplier for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> visitor completes slip 1
  records  SlipCompleted
> guard sees document 1234 of 1
  records  DocumentSeen
> host agrees to 1
  records  HostAnswered Agrees
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
> guard revokes 101
  records  BadgeLost 101
> visitor checks in 李四 as supplier for 1003
  records  VisitArrived G1-000002 as number 2, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> guard notes for the next shift 钥匙在抽屉里
  records  ShiftNoted
> guard 0816 begins to hand over
  refused  not-on-post
> guard begins to hand over
  records  HandoverBegun by 0815
> it is 08:05
  records  Reminded Visit(2, ConsentRemind)
  does     Tell Host
> guard hears 0816 sign in beside
  records  HandoverJoined by 0816
> guard sees taken over visit/G1-000001
  records  ItemTakenOver visit/G1-000001, from 0815 to 0816
# Meanwhile the gate goes on, and the visitor who waited gives up.
> visitor cancels 2
  records  VisitEnded G1-000002 Cancelled
> guard sees taken over visit/G1-000002
  refused  no-such-item
> it is 08:16
> guard signs with 0816 as 0815
  records  HandoverEnded 0815 to 0816 after 11 min, missed: badge/101/G1-000001
> panels have 0816
  records  PanelsManned 0816
> guard takes over badge/101/G1-000001
  refused  not-on-post
> guard 0816 takes over badge/101/G1-000001
  records  ItemTakenOver badge/101/G1-000001, from 0815 to 0816
