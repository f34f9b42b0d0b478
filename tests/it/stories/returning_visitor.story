# A visitor asks to be remembered, and is known once they have left. They come again, under every rule as anybody, and
# ask to be forgotten in the end; whoever asks for a stranger is told the same.

> visitor checks in 张伟 as supplier for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> visitor completes slip 1 and asks to be remembered
  records  SlipCompleted
  records  RememberAsked
> guard sees document 1234 of 1
  records  DocumentSeen
> guard hears yes for 1
  records  HostAnswered Agrees
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
> host signs 1 by finger
  records  SignedOff Host
  records  SignedByFinger SignOff in Zh
> paper 101 at out
  records  Granted 2, G1-000001/1 out
  does     Pulse for grant 2
> gate opens
  records  Opened 2
  gate is  open
> they pass
  records  Passed 2
  records  BadgeReturned 101
  records  VisitEnded G1-000001 Left
  records  PersonRemembered
  gate is  shut
  inside   0
  knows    1
> it is 09:00
> visitor checks in 张伟 as supplier for 1001
  records  VisitArrived G1-000002 as number 2, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> guard issues 2
  refused  identity-missing
> visitor completes slip 2
  records  SlipCompleted
> guard sees document 1234 of 2
  records  DocumentSeen
> guard hears yes for 2
  records  HostAnswered Agrees
> guard issues 2
  records  BadgesIssued 102
  does     Print badge 102
> printer begins
  records  PrintMoved Sending
> printer prints
  records  PrintMoved Printed
> paper 102 at in
  records  Granted 3, G1-000002/1 in
  does     Pulse for grant 3
> gate opens
  records  Opened 3
  gate is  open
> they pass
  records  Passed 3
  gate is  shut
  inside   1
> host signs 2
  records  SignedOff Host
> paper 102 at out
  records  Granted 4, G1-000002/1 out
  does     Pulse for grant 4
> gate opens
  records  Opened 4
  gate is  open
> they pass
  records  Passed 4
  records  BadgeReturned 102
  records  VisitEnded G1-000002 Left
  records  RememberedCame
  gate is  shut
  inside   0
> visitor asks to be forgotten by 13800001234 and 9999
  records  PeopleForgotten
> visitor asks to be forgotten by 13800001234 and 1234
  records  PeopleForgotten
  does     Forget R1-000001
  knows    0
