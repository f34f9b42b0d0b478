# The window ends while the gate opens: in and overdue at once. Then an incident, and somebody seen leaving.

> office books ordinary 张伟 for 1001 from 08:00 to 09:00
  records  BookingMade
> visitor shows invitation 1
  records  VisitArrived G1-000001 as number 1, Ordinary
  does     Tell Guard
  does     Tell Host
> host agrees to 1
  records  HostAnswered Agrees
> visitor completes slip 1
  records  SlipCompleted
> guard sees document 1234 of 1
  records  DocumentSeen
> it is 08:59:50
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
> it is 09:00
  records  Reminded Visit(1, WindowEnds)
  records  VisitOverdue G1-000001
  records  Alarmed Overdue
  does     Tell Guard
  does     Tell Host
  does     Tell Guard
  does     Tell Guard
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
> guard closes incident 1 口头争执,已平息,无人受伤。
  records  IncidentClosed
  gate is  shut
> guard knows 1 has left 监控看到已离开
  records  LeavingAllowed
  records  PeopleFound G1-000001/1, left
  records  VisitEnded G1-000001 ReportedLeft
  inside   0
> guard takes back 101
  records  BadgeReturned 101
