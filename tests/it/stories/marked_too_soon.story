# A slip of the finger: two bookings are marked as arrived too soon, one of them of somebody on the watchlist. Both are
# taken back, and one visitor comes after all.

> office watches 李四
  records  WatchPut
> office books ordinary 张伟 for 1001 from 08:00 to 11:00
  records  BookingMade
> office books ordinary 李四 for 1001 from 08:00 to 11:00
  records  BookingMade
> guard marks booking 1
  records  VisitArrived G1-000001 as number 1, Ordinary
  does     Tell Guard
  does     Tell Host
> guard takes arrival 1 back
  records  VisitEnded G1-000001 ArrivalTakenBack
  does     ErasePeople of G1-000001
> guard marks booking 2
  records  VisitArrived G1-000002 as number 2, Ordinary, on the watchlist
  does     Tell Guard
  does     Tell Host
> guard takes arrival 2 back
  records  VisitEnded G1-000002 ArrivalTakenBack
  does     ErasePeople of G1-000002
> it is 09:00
> visitor names booking 张伟 13800001234
  records  VisitArrived G1-000003 as number 3, Ordinary
  does     Tell Guard
  does     Tell Host
> guard takes arrival 3 back
  refused  not-now
> it is 11:00
  records  Reminded Visit(3, ConsentRemind)
  records  Reminded Visit(3, ConsentNext)
  records  StandInAsked
  records  Alarmed WaitingLong
  records  Reminded Visit(3, IdentityRemind)
  records  Alarmed WaitingLong
  records  VisitEnded G1-000003 GaveUp
  records  Alarmed TellTheVisitor
  records  BookingNoShow
  does     Tell Host
  does     Tell Guard
  does     Tell StandIn
  does     Tell Guard
  does     Tell Guard
  does     Tell Guard
  does     Tell Guard
  does     Tell Host about B1-000002
