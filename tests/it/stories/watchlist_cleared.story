# People share names: the guard looks at the document, and it is somebody else.

> office watches 张伟 5555
  records  WatchPut
> visitor checks in 张伟 as supplier for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, on the watchlist, not booked
  does     Tell Guard
  does     Tell Host
> guard sets class vip for 1
  refused  needs-guard
> guard clears mark of 1 证件号码不同
  records  HoldCleared
> guard clears mark of 1 证件号码不同
  refused  not-now
> host agrees to 1
  records  HostAnswered Agrees
> visitor completes slip 1 with 1234
  records  SlipCompleted
> guard sees document 1234 of 1
  records  DocumentSeen
> guard issues 1
  records  BadgesIssued 101
  does     Print badge 101
