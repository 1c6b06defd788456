-- A candor.toml that appears, changes or vanishes on disk takes effect in drafts that are open, and what is typed there stays.
return {
  run = function(t)
    local folder = t.project(
      'p',
      { ['.git/HEAD'] = '', ['in/a.md'] = '---\nkind: hobby\n---\nI am deeply sorry for this stain on my record.\n' }
    )
    local bufnr = t.open(folder .. '/in/a.md')
    t.wait_for(bufnr, { 'apologetic-tone: stain on my record' })
    vim.api.nvim_buf_set_lines(
      bufnr,
      -1,
      -1,
      false,
      { 'I am not saved, and I am a hard-working and dedicated team player.' }
    )
    local both = t.checked_now(bufnr)
    t.wait_for_same(bufnr, both)
    t.ok(#both > 1, 'what was typed has a finding')

    local config = t.write(folder .. '/in/candor.toml', 'ignore = ["unsupported-claim"]\n')
    t.wait_for(bufnr, { 'apologetic-tone: stain on my record' }, 'the new candor.toml holds')
    t.write(config, 'ignore = ["unsupported-claim", "apologetic-tone"]\n')
    t.wait_for(bufnr, {}, 'the changed candor.toml holds')
    -- As many editors save: a new file takes the place of the old one.
    t.write(config .. '~', 'ignore = ["unsupported-claim"]\n[severity]\napologetic-tone = "error"\n')
    assert(os.rename(config .. '~', config))
    t.wait_for(bufnr, { 'apologetic-tone: stain on my record' }, 'the replaced candor.toml holds')
    t.eq(t.findings(bufnr)[1][5], vim.diagnostic.severity.ERROR, 'its severity')
    assert(os.remove(config))
    t.wait_for_same(bufnr, both, 'without a candor.toml again')

    -- One above, in the project's own folder.
    t.write(folder .. '/candor.toml', 'ignore = ["apologetic-tone", "unsupported-claim"]\n')
    t.wait_for(bufnr, {}, "the candor.toml of the project's folder holds")

    t.ok(vim.bo[bufnr].modified, 'the draft was not saved')
    t.contains(t.lines(bufnr)[5], 'I am not saved')
  end,
}
