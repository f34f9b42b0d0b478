# Somebody on the watchlist is tired of waiting and cancels at the touchscreen: nobody has looked, and nothing tells them
# that somebody would have.

> office watches 张伟
  records  WatchPut
> visitor checks in 张伟 as supplier for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, on the watchlist, not booked
  does     Tell Guard
  does     Tell Host
> visitor cancels 1
  records  VisitEnded G1-000001 Cancelled
