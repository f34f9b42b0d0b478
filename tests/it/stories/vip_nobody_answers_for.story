# A VIP arrives without a reception application, and administration does not answer.

> office books vip 张伟 for 1001 from 09:00 to 11:00
  records  BookingMade
> it is 09:00
> visitor names booking 张伟 13800001234
  records  VisitArrived G1-000001 as number 1, Vip, without application
  does     Tell Guard
  does     Tell Host
  does     Tell Administration
> guard issues 1
  refused  administration-missing
> guard admits 1 alone 总经理已到门口
  refused  administration-missing
> it is 09:01
  records  Reminded Visit(1, ReceptionManager)
  records  ManagerTold
  records  Alarmed ManagerNeeded
  does     Tell Guard
  does     Tell Manager
  does     Tell Guard
> guard admits 1 alone 总经理已到门口
  refused  administration-missing
> it is 09:02
  records  Reminded Visit(1, ReceptionGuard)
  records  GuardMayAdmit
  does     Tell Guard
> guard admits 1 alone 总经理已到门口
  records  AdmittedWithoutAdministration
> guard issues 1
  refused  identity-missing
> guard confirms name of 1
  records  IdentityConfirmed
> guard issues 1
  records  BadgesIssued 101
  does     Print badge 101
> printer begins
  records  PrintMoved Sending
> printer prints
  records  PrintMoved Printed
> guard opens for 1
  records  Granted 1, G1-000001/1 in
  does     Pulse for grant 1
> gate opens
  records  Opened 1
  gate is  open
> they pass
  records  Passed 1
  gate is  shut
  inside   1
> guard lets 1 out
  refused  not-signed-off
> host signs 1
  records  SignedOff Host
> guard lets 1 out
  records  Granted 2, G1-000001/1 out
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open
> they pass
  records  Passed 2
  records  VisitEnded G1-000001 Left
  gate is  shut
  inside   0
> guard takes back 101
  records  BadgeReturned 101
