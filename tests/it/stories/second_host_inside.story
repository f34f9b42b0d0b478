# Inside, the visitor goes on to another host (转访): a second consent. Then one who says no.

> visitor checks in 张伟,李四 as supplier for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, 2 people, not booked
  does     Tell Guard
  does     Tell Host
> host agrees to 1
  records  HostAnswered Agrees
> visitor completes slip 1
  records  SlipCompleted
> guard sees document 1234 of 1
  records  DocumentSeen
> guard issues 1
  records  BadgesIssued 101 102
  does     Print badge 101
  does     Print badge 102
> printer begins
  records  PrintMoved Sending
> printer prints
  records  PrintMoved Printed
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
> guard sets host 1003 for 1
  records  HostSet
  does     Tell Host
> paper 102 at in
  records  ScanRefused consent-missing
  records  Alarmed PassRefused consent-missing
  does     ShowRefused at in
  does     Tell Guard
> it is 08:06
  records  Reminded Visit(1, ConsentRemind)
  records  Reminded Visit(1, ConsentNext)
  records  StandInAsked
  records  Alarmed WaitingLong
  does     Tell Host
  does     Tell Guard
  does     Tell StandIn
  does     Tell Guard
> host agrees to 1
  records  HostAnswered Agrees
> paper 102 at in
  records  Granted 2, G1-000001/2 in
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open
> they pass
  records  Passed 2
  gate is  shut
  inside   2
> guard sets host 1002 for 1
  records  HostSet
  does     Tell Host
> host declines 1
  records  HostAnswered Declines
  records  Alarmed TellTheVisitor
  does     Tell Guard
> it is 09:00
