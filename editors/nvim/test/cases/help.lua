-- :help candor, and the tags of each command, option and function, lead into doc/candor.txt.
return {
  run = function(t)
    local topics = { 'candor', 'candor.txt' }
    for _, command in ipairs({ 'CandorExplain', 'CandorStructure', 'CandorRestart', 'CandorLog' }) do
      t.eq(vim.fn.exists(':' .. command), 2, command .. ' exists')
      table.insert(topics, ':' .. command)
    end
    for name, value in pairs(require('candor')) do
      if type(value) == 'function' and name ~= 'start' then
        table.insert(topics, 'candor.' .. name .. '()')
      end
    end
    for _, option in ipairs(require('candor.options').names()) do
      table.insert(topics, 'candor-option-' .. option)
    end

    -- Tags are written beside the text; a copy keeps the repository clean.
    local copy = t.home .. '/copy'
    t.write(copy .. '/doc/candor.txt', t.read(t.plugin .. '/doc/candor.txt'))
    vim.cmd('helptags ' .. copy .. '/doc')
    vim.opt.runtimepath:prepend(copy)
    for _, topic in ipairs(topics) do
      vim.cmd('help ' .. topic)
      t.eq(vim.api.nvim_buf_get_name(0), copy .. '/doc/candor.txt', 'the help of ' .. topic)
      t.eq(vim.bo.buftype, 'help', topic)
      t.contains(vim.api.nvim_get_current_line(), '*' .. topic .. '*')
      vim.cmd('helpclose')
    end

    -- Each |reference| has its tag, here or in Neovim.
    local text = t.read(copy .. '/doc/candor.txt')
    for topic in text:gmatch('|([^|%s]+)|') do
      local known = pcall(vim.cmd, 'help ' .. topic)
      if not known and vim.fn.has('nvim-0.11') == 1 then
        error('there is no help for ' .. topic)
      end
    end
    local wide = {}
    for number, line in ipairs(vim.split(text, '\n')) do
      if vim.fn.strdisplaywidth(line) > 78 then
        table.insert(wide, number .. ': ' .. line)
      end
    end
    t.eq(wide, {}, 'lines that a help window cuts')
  end,
}
