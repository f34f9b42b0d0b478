# The same three at a gate where a party enters on one grant with a head count. They leave one by one.
site together

> visitor checks in 张伟,李四,王五 as supplier for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, 3 people, not booked
  does     Tell Guard
  does     Tell Host
> host agrees to 1
  records  HostAnswered Agrees
> visitor completes slip 1
  records  SlipCompleted
> guard sees document 1234 of 1
  records  DocumentSeen
> guard issues 1
  records  BadgesIssued 101 102 103
  does     Print badge 101
  does     Print badge 102
  does     Print badge 103
> printer begins
  records  PrintMoved Sending
> printer prints
  records  PrintMoved Printed
> printer begins
  records  PrintMoved Sending
> printer prints
  records  PrintMoved Printed
> printer begins
  records  PrintMoved Sending
> printer prints
  records  PrintMoved Printed
> door shuts
  records  Sensed the door shut
> paper 102 at in
  records  Granted 1, G1-000001/1 G1-000001/2 G1-000001/3 in
  does     Pulse for grant 1
> gate opens
  records  Opened 1
  gate is  open
> door opens
  records  Sensed the door opened
> door shuts
  records  Sensed the door shut
> they pass
  records  Passed 1
  gate is  shut
  inside   3
> paper 101 at in
  records  ScanRefused already-inside
  records  Alarmed PassRefused already-inside
  does     ShowRefused at in
  does     Tell Guard
> host signs 1
  records  SignedOff Host
> paper 103 at out
  records  Granted 2, G1-000001/3 out
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open
> they pass
  records  Passed 2
  records  BadgeReturned 103
  gate is  shut
  inside   2
> paper 101 at out
  records  Granted 3, G1-000001/1 out
  does     Pulse for grant 3
> gate opens
  records  Opened 3
  gate is  open
> they pass
  records  Passed 3
  records  BadgeReturned 101
  gate is  shut
  inside   1
> paper 102 at out
  records  Granted 4, G1-000001/2 out
  does     Pulse for grant 4
> gate opens
  records  Opened 4
  gate is  open
> they pass
  records  Passed 4
  records  BadgeReturned 102
  records  VisitEnded G1-000001 Left
  gate is  shut
  inside   0
