# The watchlist holds a visitor; it is the person on the list, and the guard's day becomes an incident.

> office watches 李四
  records  WatchPut
> visitor checks in 李四 as customer for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, on the watchlist, not booked
  does     Tell Guard
  does     Tell Host
> guard sees document 9876 of 1
  records  DocumentSeen
> host agrees to 1
  records  HostAnswered Agrees
> visitor completes slip 1
  records  SlipCompleted
> guard issues 1
  refused  needs-guard
> it is 08:02
  records  Reminded Visit(1, HeldRemind)
  records  Alarmed WaitingLong
  does     Tell Guard
  does     Tell Guard
> guard confirms mark of 1 证件照片与名单一致
  records  HoldConfirmed
  records  IncidentOpened
  does     WithdrawEntries
  does     Tell Office
  gate is  shut, entry stopped
> guard issues 1
  refused  needs-guard
> guard notes in incident 1 asked-to-leave
  records  IncidentMoved AskedToLeave
> guard notes in incident 1 lingers
  records  IncidentMoved Lingers
> visitor checks in 张伟 as supplier for 1001
  records  VisitArrived G1-000002 as number 2, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> host agrees to 2
  records  HostAnswered Agrees
> visitor completes slip 2
  records  SlipCompleted
> guard sees document 1234 of 2
  records  DocumentSeen
> guard issues 2
  records  BadgesIssued 101
  does     Print badge 101
> printer begins
  records  PrintMoved Sending
> printer prints
  records  PrintMoved Printed
> paper 101 at in
  records  ScanRefused entry-stopped
  records  Alarmed PassRefused entry-stopped
  does     ShowRefused at in
  does     Tell Guard
> guard resumes entry in incident 1 当事人在路边等候
  records  EntryResumed
  gate is  shut
> paper 101 at in
  records  Granted 1, G1-000002/1 in
  does     Pulse for grant 1
> gate opens
  records  Opened 1
  gate is  open
> they pass
  records  Passed 1
  gate is  shut
  inside   1
> guard notes in incident 1 police-called
  records  IncidentMoved PoliceCalled
> guard notes in incident 1 police-called 王警官,案号 2026-118
  records  IncidentMoved PoliceCalled
> it is 09:30
> guard notes in incident 1 left
  records  IncidentMoved Left
> guard closes incident 1 劝离后自行离开,无人受伤。
  records  IncidentClosed
  records  VisitEnded G1-000001 Incident
> it is 10:00
