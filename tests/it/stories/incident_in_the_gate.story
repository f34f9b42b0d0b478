# Trouble begins while the gate opens for somebody, and is over before they have passed.

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
> guard opens an incident about 1
  records  IncidentOpened
  does     WithdrawEntries
  does     Tell Office
  gate is  shut, entry stopped
> guard closes incident 1 口头争执,已平息,无人受伤。
  records  IncidentClosed
  gate is  shut
> gate opens
  records  Opened 1
  gate is  open
> they pass
  records  Passed 1
  gate is  shut
  inside   1
