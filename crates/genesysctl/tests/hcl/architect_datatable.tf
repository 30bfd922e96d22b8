resource "genesyscloud_architect_datatable" "branches" {
  name = "Branches"

  properties {
    name = "key"
    type = "string"
  }
  properties {
    name  = "queue"
    type  = "string"
    title = "Queue of the branch"
  }
  properties {
    name    = "open"
    type    = "boolean"
    default = "true"
  }
}
