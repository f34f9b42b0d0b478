# A visitor makes trouble inside. People can always get out; the incident stays open until its report.

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
> guard opens an incident about 1
  records  IncidentOpened
  does     WithdrawEntries
  does     Tell Office
  gate is  shut, entry stopped
> guard sets class troublemaker for 1
  refused  reason-missing
> guard sets class troublemaker for 1 在车间推搡员工
  records  ClassSet Ordinary to Troublemaker
  does     WithdrawEntries
> paper 101 at out
  records  ScanRefused not-signed-off
  records  Alarmed LeavingUnsigned not-signed-off
  does     ShowRefused at out
  does     Tell Guard
> guard lets 1 out 由保安陪同离开
  records  LeavingAllowed
  records  Granted 2, G1-000001/1 out
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open, entry stopped
> they pass
  records  Passed 2
  records  VisitEnded G1-000001 Left
  gate is  shut, entry stopped
  inside   0
> guard takes back 101
  records  BadgeReturned 101
> paper 101 at in
  records  ScanRefused pass-no-longer-valid
  records  Alarmed PassRefused pass-no-longer-valid
  does     ShowRefused at in
  does     Tell Guard
> guard notes in incident 1 left
  records  IncidentMoved Left
> guard closes incident 1 由保安陪同离开,无人受伤。
  records  IncidentClosed
  gate is  shut
