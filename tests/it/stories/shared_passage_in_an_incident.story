# One barrier serves both ways: during an incident an exit scan would admit, too. The guard opens, or the button does.
site shared

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
> host signs 1
  records  SignedOff Host
> door shuts
  records  Sensed the door shut
> guard opens an incident
  records  IncidentOpened
  does     WithdrawEntries
  does     Tell Office
  gate is  shut, entry stopped
> paper 101 at out
  records  ScanRefused entry-stopped
  records  Alarmed PassRefused entry-stopped
  does     ShowRefused at out
  does     Tell Guard
> exit button is pressed
  records  Sensed the exit button is pressed
> door opens
  records  Sensed the door opened
> door shuts
  records  Sensed the door shut
> guard lets 1 out
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
> guard closes incident 1 当事人已自行离开,无损失。
  records  IncidentClosed
  gate is  shut
