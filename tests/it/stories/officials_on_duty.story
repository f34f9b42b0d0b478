# Police on duty (公务进入): certificate seen, no slip, no consent, no waiting. The office is told.

> guard admits officials 派出所 2
  records  VisitArrived G1-000001 as number 1, Important, 2 people
  records  OfficialsSeen
  records  Granted 1, officials of G1-000001 in
  does     Tell Guard
  does     Tell Office
  does     Pulse for grant 1
> gate opens
  records  Opened 1
  gate is  open
> they pass
  records  Passed 1
  gate is  shut
  inside   2
> host signs 1
  records  SignedOff Host
> guard lets 1 out
  records  Granted 2, G1-000001/1 G1-000001/2 out
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open
> they pass
  records  Passed 2
  records  VisitEnded G1-000001 Left
  gate is  shut
  inside   0
