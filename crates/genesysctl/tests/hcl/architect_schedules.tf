resource "genesyscloud_architect_schedules" "weekdays" {
  name  = "Weekdays"
  start = "2026-01-05T08:00:00.000000"
  end   = "2026-01-05T18:00:00.000000"
  rrule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
}
