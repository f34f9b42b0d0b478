# Somebody forces their way in: the guard sounds the siren and silences it, leaves it to itself, and a restart or a
# broken siren ends it. It never begins again by itself.

> guard silences the siren
  refused  nothing-in-force
> guard sounds the siren
  records  SirenSounded
  does     SoundSiren for 120 s
> guard sounds the siren
  refused  already-in-force
> guard silences the siren
  records  SirenEnded
  does     SilenceSiren
> siren ends
  refused  not-now
> guard sounds the siren
  records  SirenSounded
  does     SoundSiren for 120 s
> siren ends
  records  SirenEnded
  does     SilenceSiren
> guard sounds the siren
  records  SirenSounded
  does     SoundSiren for 120 s
> core restarts
  records  CoreStarted
  does     HoldLevel
> guard silences the siren
  refused  nothing-in-force
> guard sounds the siren
  records  SirenSounded
  does     SoundSiren for 120 s
> siren fails
  records  SirenEnded
  records  Alarmed GateFault
  does     SilenceSiren
  does     Tell Guard
