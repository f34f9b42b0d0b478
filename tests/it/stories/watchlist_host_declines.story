# A held visitor's host declines: it goes as with anybody, and nothing gives the mark away.

> office watches 张伟
  records  WatchPut
> visitor checks in 张伟 as supplier for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, on the watchlist, not booked
  does     Tell Guard
  does     Tell Host
> host declines 1
  records  HostAnswered Declines
  records  VisitEnded G1-000001 Declined
  records  Alarmed TellTheVisitor
  does     ErasePeople of G1-000001
  does     Tell Guard
