# Somebody leaving has lost the badge. It is revoked at once, nobody is kept for it, and it turns up later.

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
> visitor says badge lost 张伟
  records  Alarmed BadgeLostSaid
  does     Tell Guard
> guard revokes 101
  records  BadgeLost 101
> paper 101 at out
  records  ScanRefused pass-no-longer-valid
  records  Alarmed PassRefused pass-no-longer-valid
  does     ShowRefused at out
  does     Tell Guard
> host signs 1
  records  SignedOff Host
> guard lets 1 out
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
> paper 101 at in
  records  ScanRefused pass-no-longer-valid
  does     ShowRefused at in
> it is 17:00
> guard takes back 101
  records  BadgeReturned 101
> it is 18:00
  records  ClosingReached with nobody inside
