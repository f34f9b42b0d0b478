# The ambulance comes: the gate is held open by hand until it is closed by hand, over an incident and a restart.

> guard opens an incident
  records  IncidentOpened
  does     WithdrawEntries
  does     Tell Office
  gate is  shut, entry stopped
> guard holds the gate open 救护车进出
  records  EmergencyOpened
  does     HoldLevel
  gate is  held open by hand, entry stopped
> guard holds the gate open 救护车进出
  refused  already-in-force
> core restarts
  records  CoreStarted
  does     HoldLevel
> door opens
  records  Sensed the door opened
> it is 08:10
> door shuts
  records  Sensed the door shut
> guard holds it no more
  records  EmergencyClosed
  does     HoldLevel
  gate is  shut, entry stopped
> guard holds it no more
  refused  nothing-in-force
> guard closes incident 1 当事人已自行离开,无损失。
  records  IncidentClosed
  gate is  shut
