# An ordinary visitor, from the booking to the badge handed back.

> office books ordinary 张伟 for 1001 from 09:00 to 11:00
  records  BookingMade
> it is 08:50
> visitor shows invitation 1
  records  VisitArrived G1-000001 as number 1, Ordinary, outside its time
  does     Tell Guard
  does     Tell Host
> guard issues 1
  refused  identity-missing
> host agrees to 1
  records  HostAnswered Agrees
> visitor completes slip 1
  records  SlipCompleted
> guard issues 1
  refused  identity-missing
> guard sees document 1234 of 1
  records  DocumentSeen
> guard issues 1
  records  BadgesIssued 101
  does     Print badge 101
> printer begins
  records  PrintMoved Sending
> guard opens for 1
  refused  print-open
> printer prints
  records  PrintMoved Printed
> paper 101 at in
  records  Granted 1, G1-000001/1 in
  does     Pulse for grant 1
> paper 101 at in
  records  ScanRefused already-granted
  records  Alarmed PassRefused already-granted
  does     ShowRefused at in
  does     Tell Guard
> gate opens
  records  Opened 1
  gate is  open
> they pass
  records  Passed 1
  gate is  shut
  inside   1
> paper 101 at in
  records  ScanRefused already-inside
  does     ShowRefused at in
> it is 10:30
> paper 101 at out
  records  ScanRefused not-signed-off
  records  Alarmed LeavingUnsigned not-signed-off
  does     ShowRefused at out
  does     Tell Guard
> host signs 1
  records  SignedOff Host
> paper 101 at out
  records  Granted 2, G1-000001/1 out
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open
> they pass
  records  Passed 2
  records  BadgeReturned 101
  records  VisitEnded G1-000001 Left
  gate is  shut
  inside   0
> guard takes back 101
  refused  no-such-badge
> visitor shows invitation 1
  refused  booking-not-found
> it is 18:00
  records  ClosingReached with nobody inside
