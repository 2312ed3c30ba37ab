// Cedar as WebAssembly: policies parsed once, entities sent with each question, as its callers do.
import { group, needed, roles, teamsOf, upTo } from './world.mjs';

const actions = Object.entries(needed).map(([name, role]) =>
  `permit(principal, action == Action::"${name}", resource) when {
    principal == resource.owner || principal == resource.project.owner || principal in resource.project.${role}s };`);

export function start(world, require) {
  const cedar = require('@cedar-policy/cedar-wasm/nodejs');
  const parsed = cedar.preparsePolicySet('policies', { staticPolicies: actions.join('\n') });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed));

  // A user is in a group for each role that they hold in a team; a project names the groups and users that have each role on it.
  const entity = (type, id) => ({ type, id });
  const reference = (type, id) => ({ __entity: entity(type, id) });
  const users = new Map([...teamsOf(world)].map(([id, held]) => [id, {
    uid: entity('User', id),
    attrs: {},
    parents: [...held].flatMap(([team, role]) => upTo(role).map(lower => entity('Team', `${team}/${lower}`))),
  }]));
  const grants = group(world.grants, grant => grant.projectId);
  const projects = new Map(world.projects.map(project => [project.id, {
    uid: entity('Project', project.id),
    attrs: {
      owner: reference('User', project.ownerId),
      ...Object.fromEntries(roles.map(role => [`${role}s`, (grants.get(project.id) ?? [])
        .filter(grant => upTo(grant.role).includes(role))
        .map(grant => grant.userId ? reference('User', grant.userId) : reference('Team', `${grant.teamId}/${role}`))])),
    },
    parents: [],
  }]));
  const generations = new Map(world.generations.map(generation => [generation.id, {
    uid: entity('Generation', generation.id),
    attrs: { owner: reference('User', generation.ownerId), project: reference('Project', generation.projectId) },
    parents: [],
  }]));

  return (userId, action, generationId) => {
    const generation = generations.get(generationId);
    const answer = cedar.statefulIsAuthorized({
      principal: entity('User', userId),
      action: entity('Action', action),
      resource: generation.uid,
      context: {},
      preparsedPolicySetId: 'policies',
      entities: [users.get(userId), generation, projects.get(generation.attrs.project.__entity.id)],
    });
    if (answer.type !== 'success' || answer.response.diagnostics.errors.length > 0) throw new Error(JSON.stringify(answer));
    return answer.response.decision === 'allow';
  };
}
