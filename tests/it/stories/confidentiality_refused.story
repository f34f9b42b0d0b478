# A contractor signs the rules and not for confidentiality: no badge before a manager has waived it, or before they have
# thought about it and signed.

> visitor checks in 张伟 as contractor for 1001
  records  VisitArrived G1-000001 as number 1, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> visitor completes slip 1 refusing confidentiality
  records  SlipCompleted
  records  SignedByFinger House(Rules) in Zh
  records  ConfidentialityRefused
> guard sees document 1234 of 1
  records  DocumentSeen
> guard hears yes for 1
  records  HostAnswered Agrees
> guard issues 1
  refused  confidentiality-missing
> guard hears waiver of 1 from 总经理王刚
  records  ConfidentialityWaived
> guard issues 1
  records  BadgesIssued 101
  does     Print badge 101
> visitor checks in 李四 as contractor for 1001
  records  VisitArrived G1-000002 as number 2, Ordinary, not booked
  does     Tell Guard
  does     Tell Host
> visitor completes slip 2 refusing confidentiality
  records  SlipCompleted
  records  SignedByFinger House(Rules) in Zh
  records  ConfidentialityRefused
> guard sees document 5678 of 2
  records  DocumentSeen
> guard hears yes for 2
  records  HostAnswered Agrees
> visitor signs other words for 2
  refused  text-changed
> visitor signs confidentiality of 2
  records  SignedByFinger House(Confidentiality) in Zh
> guard issues 2
  records  BadgesIssued 102
  does     Print badge 102
