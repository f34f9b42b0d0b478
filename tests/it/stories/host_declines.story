# A walk-in whose host does not receive anybody: the draft is erased but for the fact, and the visitor is told.

> visitor checks in 张伟 as supplier for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> it is 08:03
  records  Reminded Visit(1, ConsentRemind)
  does     Tell Host
> guard hears nothing for 1
  records  HostAnswered NoAnswer
> it is 08:06
  records  Reminded Visit(1, ConsentNext)
  records  StandInAsked
  records  Alarmed WaitingLong
  does     Tell Guard
  does     Tell StandIn
  does     Tell Guard
> host declines 1
  records  HostAnswered Declines
  records  VisitEnded G1-000001 Declined
  records  Alarmed TellTheVisitor
  does     ErasePeople of G1-000001
  does     Tell Guard
> host agrees to 1
  refused  visit-over
> guard sees document 1234 of 1
  refused  visit-over
> it is 18:00
  records  ClosingReached with nobody inside
