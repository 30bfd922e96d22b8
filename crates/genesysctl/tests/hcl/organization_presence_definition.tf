resource "genesyscloud_organization_presence_definition" "paperwork" {
  system_presence = "Busy"
  language_labels = {
    en_US = "Paperwork"
    de    = "Schreibarbeit"
  }
  deactivated = false
}
