# The core dies while the gate opens for somebody. The grant expires, nothing pulses twice, and the guard is told.

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
> core restarts
  records  CoreStarted with 1 grant expired
  records  Alarmed GrantExpired
  does     HoldLevel
  does     Tell Guard
  gate is  shut
> they pass
  refused  not-now
> it is 08:05
> paper 101 at in
  records  Granted 2, G1-000001/1 in
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open
> they pass
  records  Passed 2
  gate is  shut
  inside   1
> host signs 1
  records  SignedOff Host
> paper 101 at out
  records  Granted 3, G1-000001/1 out
  does     Pulse for grant 3
> core restarts
  records  CoreStarted with 1 grant expired
  records  Alarmed GrantExpired
  does     HoldLevel
  does     Tell Guard
> paper 101 at out
  records  Granted 4, G1-000001/1 out
  does     Pulse for grant 4
> gate opens
  records  Opened 4
  gate is  open
> they pass
  records  Passed 4
  records  BadgeReturned 101
  records  VisitEnded G1-000001 Left
  gate is  shut
  inside   0
