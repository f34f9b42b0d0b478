# The guard signs out, and nobody signs in: after five minutes the shift leader and administration are told. It ends by
# itself when somebody is there, and what was open stays with who left.

> panels have 0815
  records  PanelsManned 0815
  records  PostTaken by 0815
> visitor checks in 张伟 as supplier for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> panels have nobody
  records  PanelsManned
> it is 08:04
  records  Reminded Visit(1, ConsentRemind)
  does     Tell Host
> it is 08:06
  records  Reminded PostEmpty
  records  Alarmed PostEmpty
  records  Reminded Visit(1, ConsentNext)
  records  StandInAsked
  records  Alarmed WaitingLong
  does     Tell ShiftLeader
  does     Tell Administration
  does     Tell Guard
  does     Tell StandIn
  does     Tell Guard
> panels have 0816
  records  PanelsManned 0816
  records  PostTaken by 0816, left by 0815, missed: visit/G1-000001 alarm/2
> it is 08:20
  records  Reminded Visit(1, IdentityRemind)
  records  Alarmed WaitingLong
  records  VisitEnded G1-000001 GaveUp
  records  Alarmed TellTheVisitor
  does     Tell Guard
  does     Tell Guard
  does     Tell Guard
