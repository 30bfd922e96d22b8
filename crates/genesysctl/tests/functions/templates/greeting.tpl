%{ if formal ~}
Dear ${name},
%{ else ~}
Hi ${name}!
%{ endif ~}
%{ for item in items ~}
- ${upper(item)}
%{ endfor ~}
