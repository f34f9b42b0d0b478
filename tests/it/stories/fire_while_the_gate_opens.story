# Fire calls while the gate opens for somebody, and is reset before the pulse is over: the pulse goes on as if alone.

> guard overrides 送货车要进来
  records  Granted 1, override
  does     Pulse for grant 1
> gate opens
  records  Opened 1
  gate is  open
> fire calls
  records  Sensed fire
  records  RollCallBegun
  does     HoldLevel
  does     RollCall
  gate is  held open by fire
> fire is quiet
  records  Sensed the fire contact is quiet
> guard resets fire
  records  FireReset
  does     HoldLevel
  gate is  open
> they pass
  records  Passed 1
  gate is  shut
