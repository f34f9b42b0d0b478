# An incident inside; the camera shows that the person has left by the exit button.

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
> guard knows 1 has left 监控看到已离开
  records  LeavingAllowed
  records  PeopleFound G1-000001/1, left
  records  VisitEnded G1-000001 ReportedLeft
  inside   0
> guard notes in incident 1 left
  records  IncidentMoved Left
> guard closes incident 1 由出口按钮自行离开,无损失。
  records  IncidentClosed
  gate is  shut
> guard revokes 101
  records  BadgeLost 101
