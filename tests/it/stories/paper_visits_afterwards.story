# The power was out. What stood on paper is entered afterwards, with its true times.

> it is 10:00
> guard enters paper 张伟 as supplier for 1001 arrived 08:30 left 09:15
  records  VisitArrived G1-000001 as number 0, Ordinary, from paper
  records  VisitEnded G1-000001 Left
  does     Tell Guard
> guard enters paper 李四 as supplier for 1001 arrived 09:40 card 901
  records  VisitArrived G1-000002 as number 0, Ordinary, from paper
  records  BadgesIssued 901
  records  PeopleFound G1-000002/1, inside
  does     Tell Guard
  inside   1
> guard enters paper 王五 as supplier for 1001 arrived 10:30 left 11:00
  refused  window-wrong
> guard enters paper 王五 as supplier for 1001 arrived 09:50 card 901
  refused  card-not-free
> visitor checks in 赵六 as supplier for 1001
  records  VisitArrived G1-000003 as number 1, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> host signs 2
  records  SignedOff Host
> guard lets 2 out
  records  Granted 1, G1-000002/1 out
  does     Pulse for grant 1
> gate opens
  records  Opened 1
  gate is  open
> they pass
  records  Passed 1
  records  VisitEnded G1-000002 Left
  gate is  shut
  inside   0
> guard takes back 901
  records  BadgeReturned 901
