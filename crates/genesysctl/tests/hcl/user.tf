resource "genesyscloud_user" "agent" {
  for_each    = var.agents
  email       = each.key
  name        = each.value.name
  department  = each.value.department
  division_id = genesyscloud_auth_division.department[each.value.department].id

  addresses {
    phone_numbers {
      number     = "+13175550${each.value.name == "Ada" ? "123" : "124"}"
      media_type = "PHONE"
      type       = "MOBILE"
    }
  }

  dynamic "routing_skills" {
    for_each = each.value.skills
    iterator = skill
    content {
      skill_id    = genesyscloud_routing_skill.skill[skill.key].id
      proficiency = skill.value
    }
  }

  routing_languages {
    language_id = data.genesyscloud_routing_language.german.id
    proficiency = 5
  }
}
