resource "genesyscloud_responsemanagement_library" "greetings" {
  name = "Greetings"
}
