resource "genesyscloud_architect_user_prompt" "welcome" {
  name        = "Welcome"
  description = "What callers hear first"

  resources {
    language   = "en-us"
    tts_string = "Welcome to ${var.company}"
  }
}
