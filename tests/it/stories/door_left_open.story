# The fire is over and the ambulance gone, and the door still stands open: from now on that is somebody's doing.

> fire calls
  records  Sensed fire
  records  RollCallBegun
  does     HoldLevel
  does     RollCall
  gate is  held open by fire
> door opens
  records  Sensed the door opened
> guard holds the gate open 救护车进出
  records  EmergencyOpened
  does     HoldLevel
> fire is quiet
  records  Sensed the fire contact is quiet
> it is 08:20
> guard resets fire
  records  FireReset
  does     HoldLevel
  gate is  held open by hand
> it is 08:30
> guard holds it no more
  records  EmergencyClosed
  records  DoorLeftOpen
  does     HoldLevel
  gate is  shut
> it is 08:31
  records  Reminded HeldOpenWarning
  records  Alarmed HeldOpenWarning
  records  Reminded HeldOpen
  records  Alarmed HeldOpen
  does     Tell Guard
  does     Tell Guard
> door shuts
  records  Sensed the door shut
