# The printer jams: nobody knows whether the badge is in the tray. Then the printer is dead, and a card is lent.

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
> printer jams
  records  PrintMoved Unclear
  records  Alarmed PrinterFault
  does     Tell Guard
> guard opens for 1
  refused  print-open
> guard reprints 1/1
  refused  print-open
> guard looks for badge of 1/1 missing
  records  PrintMoved NotPrinted
  records  BadgeReissued 101, issue 2
  does     Print badge 101
> paper 101 of the issue before at in
  records  ScanRefused pass-no-longer-valid
  records  Alarmed PassRefused pass-no-longer-valid
  does     ShowRefused at in
  does     Tell Guard
> printer begins
  records  PrintMoved Sending
> printer jams
  records  PrintMoved Unclear
  records  Alarmed PrinterFault
  does     Tell Guard
> guard looks for badge of 1/1 there
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
> visitor checks in 李四 as supplier for 1001
  records  VisitArrived G1-000002 as number 2, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> host agrees to 2
  records  HostAnswered Agrees
> visitor completes slip 2
  records  SlipCompleted
> guard sees document 4321 of 2
  records  DocumentSeen
> guard issues 2
  records  BadgesIssued 102
  does     Print badge 102
> printer begins
  records  PrintMoved Sending
> printer is dead
  records  PrintMoved NotPrinted
  records  Alarmed PrinterFault
  does     Tell Guard
> guard reprints 2/1
  records  BadgeReissued 102, issue 1
  does     Print badge 102
> printer begins
  records  PrintMoved Sending
> printer is dead
  records  PrintMoved NotPrinted
  records  Alarmed PrinterFault
  does     Tell Guard
> guard lends 901 to 2
  records  BadgeReturned 102
  records  BadgesIssued 901
> guard opens for 2
  records  Granted 2, G1-000002/1 in
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open
> they pass
  records  Passed 2
  gate is  shut
  inside   2
