// Casbin: RBAC with the hierarchies of teams and roles as groupings, and a policy line for each grant.
import { needed, roles, upTo } from './world.mjs';

const model = `
[request_definition]
r = sub, proj, role, owner, projowner
[policy_definition]
p = sub, proj, role
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == r.owner || r.sub == r.projowner || (r.proj == p.proj && atLeast(p.role, r.role) && g(r.sub, p.sub))
`;

export async function start(world, require) {
  const { newEnforcer, newModelFromString } = require('casbin');
  const enforcer = await newEnforcer(newModelFromString(model));
  enforcer.addFunction('atLeast', (has, needs) => roles.indexOf(has) >= roles.indexOf(needs));
  const parents = new Map(world.teams.map(team => [team.id, team.parentId]));
  await enforcer.addGroupingPolicies([
    ...world.members.map(member => [member.userId, `${member.teamId}/${member.role}`]),
    ...world.teams.flatMap(team => [
      ...roles.slice(1).map((role, i) => [`${team.id}/${role}`, `${team.id}/${roles[i]}`]),
      ...(parents.get(team.id) ? roles.map(role => [`${team.parentId}/${role}`, `${team.id}/${role}`]) : []),
    ]),
  ]);
  await enforcer.addPolicies([
    // Owners need no line, but a matcher is tried only where there is one.
    ...world.grants.flatMap(grant => grant.userId
      ? [[grant.userId, grant.projectId, grant.role]]
      : upTo(grant.role).map(role => [`${grant.teamId}/${role}`, grant.projectId, role])),
  ]);

  const projects = new Map(world.projects.map(project => [project.id, project]));
  const generations = new Map(world.generations.map(generation => [generation.id, generation]));
  return (userId, action, generationId) => {
    const generation = generations.get(generationId);
    return enforcer.enforce(userId, generation.projectId, needed[action], generation.ownerId, projects.get(generation.projectId).ownerId);
  };
}
