# Badges go astray in every way there is: torn up unprinted, lost in the tray, handed back from it.

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
> printer is dead
  records  PrintMoved NotPrinted
  records  Alarmed PrinterFault
  does     Tell Guard
> guard revokes 101
  records  BadgeLost 101
> printer begins
  records  PrintMoved Sending
> printer jams
  records  PrintMoved Unclear
  records  Alarmed PrinterFault
  does     Tell Guard
> guard revokes 102
  records  BadgeLost 102
> printer begins
  records  PrintMoved Sending
> printer jams
  records  PrintMoved Unclear
  records  Alarmed PrinterFault
  does     Tell Guard
> guard takes back 103
  records  BadgeReturned 103
> it is 08:15
  records  VisitEnded G1-000001 Expired
  records  Alarmed BadgeOutstanding
  does     Tell Guard
> guard takes back 101
  records  BadgeReturned 101
> guard takes back 102
  records  BadgeReturned 102
