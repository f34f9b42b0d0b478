# Nobody comes for a booking: at the end of its window it is a no-show, and the host hears of it.

> office books important 张伟 for 1001 from 09:00 to 11:00
  records  BookingMade
> visitor names booking 李四 13800001234
  refused  booking-not-found
> it is 11:00
  records  BookingNoShow
  does     Tell Host about B1-000001
> visitor shows invitation 1
  refused  booking-not-found
