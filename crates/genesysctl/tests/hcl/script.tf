resource "genesyscloud_script" "greeting" {
  script_name = "Greeting"
  filepath    = "${path.module}/files/script.json"
  substitutions = {
    description = "What every call begins with"
  }
}
