# A walk-in says they are an expert. A claim exempts from nothing until the guard has looked, and the guard looks late.

> visitor checks in 张伟 as expert for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, claims Vip, not booked
  does     Tell Guard
  does     Tell Host
> guard sees document 1234 of 1
  records  DocumentSeen
> guard issues 1
  refused  class-not-confirmed
> it is 08:01
  records  Reminded Visit(1, ClaimAlert)
  records  AdministrationTold
  does     Tell Guard
  does     Tell Administration
> guard sets class ordinary for 1
  refused  reason-missing
> guard sets class ordinary for 1 名片上是业务员
  records  ClassSet Ordinary to Ordinary
  does     Tell Administration
> guard issues 1
  refused  consent-missing
> host agrees to 1
  records  HostAnswered Agrees
> guard issues 1
  refused  slip-missing
> visitor completes slip 1
  records  SlipCompleted
> guard issues 1
  records  BadgesIssued 101
  does     Print badge 101
