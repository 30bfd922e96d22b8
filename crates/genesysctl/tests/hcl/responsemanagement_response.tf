resource "genesyscloud_responsemanagement_response" "welcome" {
  name        = "Welcome"
  library_ids = [genesyscloud_responsemanagement_library.greetings.id]

  texts {
    content      = "Hello {{customer}}, how can we help?"
    content_type = "text/plain"
  }

  substitutions {
    id            = "customer"
    description   = "Name of the customer"
    default_value = "there"
  }
}
