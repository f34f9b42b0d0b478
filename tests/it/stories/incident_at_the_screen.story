# A troublemaker cancels at the touchscreen like anybody. The screen says nothing of the incident, which stays open.

> visitor checks in 张伟 as supplier for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> guard opens an incident about 1
  records  IncidentOpened
  does     WithdrawEntries
  does     Tell Office
  gate is  shut, entry stopped
> it is 09:00
> visitor cancels 1
  records  VisitEnded G1-000001 Cancelled
> guard closes incident 1 自行离开,无人受伤,无损失。
  records  IncidentClosed
  gate is  shut
