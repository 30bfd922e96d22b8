resource "genesyscloud_architect_schedulegroups" "hours" {
  name              = "Hotline hours"
  time_zone         = "Europe/Berlin"
  open_schedules_id = [genesyscloud_architect_schedules.weekdays.id]
}
