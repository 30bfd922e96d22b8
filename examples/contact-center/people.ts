// Who works at the clinic, what they can do, and how much each takes at once.
import * as genesyscloud from "pulumi-genesyscloud";

/** Everything below belongs to one division, so that what others do in the organization is none of our business. */
export const clinic = new genesyscloud.auth.Division("Clinic", { description: "Example Clinic, Indianapolis" });

const skill = (name: string) => new genesyscloud.routing.Skill(name);
export const skills = {
    appointments: skill("Clinic appointments"),
    insurance: skill("Clinic insurance"),
    pediatrics: skill("Clinic pediatrics"),
};
export const english = new genesyscloud.routing.Language("Clinic English");
export const spanish = new genesyscloud.routing.Language("Clinic Spanish");

interface Person {
    name: string;
    title: string;
    /** How good they are at it, from 0 to 5. */
    skills?: Partial<Record<keyof typeof skills, number>>;
    languages?: genesyscloud.routing.Language[];
}

const staff: Record<string, Person> = {
    ada: { name: "Ada Reyes", title: "Receptionist", skills: { appointments: 5, pediatrics: 3 }, languages: [english, spanish] },
    ben: { name: "Ben Okafor", title: "Receptionist", skills: { appointments: 4 }, languages: [english] },
    cleo: { name: "Cleo Marsh", title: "Billing clerk", skills: { insurance: 5, appointments: 2 }, languages: [english] },
    dina: { name: "Dina Wolff", title: "Head of reception" },
};

/** A deleted user keeps the e-mail address: the next `up` brings the same person back. */
const people = Object.fromEntries(
    Object.entries(staff).map(([login, person]) => [
        login,
        new genesyscloud.User(login, {
            email: `${login}@clinic.example.com`,
            name: person.name,
            title: person.title,
            department: "Reception",
            divisionId: clinic.id,
            routingSkills: Object.entries(person.skills ?? {}).map(([skill, proficiency]) => ({
                skillId: skills[skill as keyof typeof skills].id,
                proficiency,
            })),
            routingLanguages: (person.languages ?? []).map(({ id }) => ({ languageId: id, proficiency: 5 })),
            onDeletedUser: "restore",
        }),
    ]),
);
export const { ada, ben, cleo, dina } = people;

/** Those who are at the desk: reports count them as one, and queues take them as one. */
export const desk = new genesyscloud.Team("Clinic desk", {
    description: "The reception of Example Clinic",
    divisionId: clinic.id,
    memberIds: [ada.id, ben.id],
});

// Dina may change the queues of the clinic, and nobody else's. Roles that others give her stay.
const supervisor = new genesyscloud.auth.Role("Clinic supervisor", {
    description: "Looks after the queues of a division",
    permissionPolicies: [{ domain: "routing", entityName: "queue", actionSet: ["view", "edit"] }],
});
new genesyscloud.RoleGrant("dina", {
    subjectId: dina.id,
    subjectType: "PC_USER",
    roleId: supervisor.id,
    divisionId: clinic.id,
});

/** Those who help out when the lines are long. */
export const helpers = new genesyscloud.Group("Clinic helpers", {
    description: "Who takes calls of the reception when it cannot keep up",
    ownerIds: [dina.id],
    memberIds: [cleo.id],
});

/** Questions about a bill take long, and leave room for nothing else; what is laid down for one label counts beside the media. */
export const billing = new genesyscloud.routing.UtilizationLabel("Clinic billing", { forceDelete: true });
new genesyscloud.UserUtilization("cleo", {
    userId: cleo.id,
    call: { maximumCapacity: 1 },
    email: { maximumCapacity: 3, interruptibleMediaTypes: ["call"] },
    labelUtilizations: [{ labelId: billing.id, maximumCapacity: 1 }],
});
