# Fire during a lockdown: the gate is held open, everybody goes, and the lockdown is still there after the reset.

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
> printer prints
  records  PrintMoved Printed
> guard locks down 门口有人闹事
  records  LockedDown
  does     WithdrawEntries
  gate is  shut, locked down
> paper 102 at in
  records  ScanRefused locked-down
  records  Alarmed PassRefused locked-down
  does     ShowRefused at in
  does     Tell Guard
> guard opens for 2
  refused  locked-down
> fire calls
  records  Sensed fire
  records  RollCallBegun
  does     HoldLevel
  does     RollCall
  gate is  held open by fire, locked down
> paper 102 at in
  records  ScanRefused entry-stopped
  does     ShowRefused at in
> paper 101 at out
  records  Granted 2, G1-000001/1 out
  does     Pulse for grant 2
> gate opens
  records  Opened 2
> they pass
  records  Passed 2
  records  BadgeReturned 101
  records  VisitEnded G1-000001 Left
  inside   0
> guard overrides 消防车要进来
  records  Granted 3, override
  does     Pulse for grant 3
> gate opens
  records  Opened 3
> they pass
  records  Passed 3
> guard resets fire
  refused  fire-still-calls
> fire is quiet
  records  Sensed the fire contact is quiet
> guard resets fire
  records  FireReset
  does     HoldLevel
  gate is  shut, locked down
> guard opens for 2
  refused  locked-down
> guard ends lockdown 事态已平息
  records  LockdownEnded
  gate is  shut
> guard opens for 2
  records  Granted 4, G1-000002/1 in
  does     Pulse for grant 4
> gate opens
  records  Opened 4
  gate is  open
> they pass
  records  Passed 4
  gate is  shut
  inside   1
